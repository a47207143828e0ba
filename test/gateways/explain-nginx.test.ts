import { nginx } from './configs/nginx.ts';
import { describeExplanations } from './explain.ts';

describeExplanations(nginx);
