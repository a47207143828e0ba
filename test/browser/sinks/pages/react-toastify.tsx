import { toast } from 'react-toastify';
import * as wire from '../../../../examples/toasts/react-toastify.tsx';
import { mount } from '../mount.tsx';
import { openStage } from '../stage.ts';

mount(<wire.App />);
openStage(wire, (text) => toast(text, { pauseOnFocusLoss: false }));
