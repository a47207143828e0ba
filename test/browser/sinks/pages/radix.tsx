import * as wire from '../../../../examples/toasts/radix.tsx';
import { mount } from '../mount.tsx';
import { openStage } from '../stage.ts';

mount(<wire.App />);
// What Radix shows, and for how long, is what the app renders: there are no toasts of its own.
openStage(wire, () => {});
