import { varnish } from './configs/varnish.ts';
import { describeExplanations } from './explain.ts';

describeExplanations(varnish);
