import * as wire from '../../../../examples/toasts/radix.tsx';
import { openHarness } from '../harness.ts';
import { mount } from '../mount.tsx';

mount(<wire.App />);
// What Radix shows, and for how long, is what the app renders: there are no toasts of its own.
openHarness(wire, () => {});
