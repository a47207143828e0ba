import { toast } from 'react-toastify';
import { App, sink } from '../../../../examples/toasts/react-toastify.tsx';
import { mount } from '../mount.tsx';
import { openStage } from '../stage.ts';

mount(<App />);
openStage(sink, (text) => toast(text, { pauseOnFocusLoss: false }));
