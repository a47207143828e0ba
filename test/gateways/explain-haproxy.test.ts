import { haproxy } from './configs/haproxy.ts';
import { describeExplanations } from './explain.ts';

describeExplanations(haproxy);
