import { apache } from './configs/apache.ts';
import { describeExplanations } from './explain.ts';

describeExplanations(apache);
