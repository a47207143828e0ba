import { haproxy } from './configs/haproxy.ts';
import { describeGateway } from './suite.ts';

describeGateway(haproxy);
