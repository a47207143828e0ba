import { squid } from './configs/squid.ts';
import { describeGateway } from './suite.ts';

describeGateway(squid);
