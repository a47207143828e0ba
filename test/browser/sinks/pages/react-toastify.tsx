import { toast } from 'react-toastify';
import * as wire from '../../../../examples/toasts/react-toastify.tsx';
import { openHarness } from '../harness.ts';
import { mount } from '../mount.tsx';

mount(<wire.App />);
openHarness(wire, (text) => toast(text, { pauseOnFocusLoss: false }));
