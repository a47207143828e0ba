import { toast } from 'react-hot-toast';
import * as wire from '../../../../examples/toasts/react-hot-toast.tsx';
import { mount } from '../mount.tsx';
import { openHarness } from '../harness.ts';

mount(<wire.App />);
openHarness(wire, (text) => toast(text));
