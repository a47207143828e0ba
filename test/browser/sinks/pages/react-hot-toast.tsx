import { toast } from 'react-hot-toast';
import * as wire from '../../../../examples/toasts/react-hot-toast.tsx';
import { mount } from '../mount.tsx';
import { openStage } from '../stage.ts';

mount(<wire.App />);
openStage(wire, (text) => toast(text));
