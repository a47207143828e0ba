import { nginx } from './configs/nginx.ts';
import { describeGateway } from './suite.ts';

describeGateway(nginx);
