import { toast } from 'react-toastify';
import * as wire from '../../../../examples/toasts/react-toastify.tsx';
import { mount } from '../mount.tsx';
import { openHarness } from '../harness.ts';

mount(<wire.App />);
openHarness(wire, (text) => toast(text, { pauseOnFocusLoss: false }));
