import { toast } from 'react-hot-toast';
import * as wire from '../../../../examples/toasts/react-hot-toast.tsx';
import { openHarness } from '../harness.ts';
import { mount } from '../mount.tsx';

mount(<wire.App />);
openHarness(wire, (text) => toast(text));
