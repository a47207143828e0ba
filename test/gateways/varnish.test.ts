import { varnish } from './configs/varnish.ts';
import { describeGateway } from './suite.ts';

describeGateway(varnish);
