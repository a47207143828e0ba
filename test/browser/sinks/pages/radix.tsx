import * as wire from '../../../../examples/toasts/radix.tsx';
import { mount } from '../mount.tsx';
import { openHarness } from '../harness.ts';

mount(<wire.App />);
// What Radix shows, and for how long, is what the app renders: there are no toasts of its own.
openHarness(wire, () => {});
