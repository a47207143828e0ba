import { toast } from 'sonner';
import * as wire from '../../../../examples/toasts/sonner.tsx';
import { openHarness } from '../harness.ts';
import { mount } from '../mount.tsx';

mount(<wire.App />);
openHarness(wire, (text) => toast(text));
