import { toast } from 'sonner';
import * as wire from '../../../../examples/toasts/sonner.tsx';
import { mount } from '../mount.tsx';
import { openHarness } from '../harness.ts';

mount(<wire.App />);
openHarness(wire, (text) => toast(text));
