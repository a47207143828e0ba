import { apache } from './configs/apache.ts';
import { describeGateway } from './suite.ts';

describeGateway(apache);
