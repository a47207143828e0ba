import { squid } from './configs/squid.ts';
import { describeExplanations } from './explain.ts';

describeExplanations(squid);
