import { toast } from 'react-hot-toast';
import { App, sink } from '../../../../examples/toasts/react-hot-toast.tsx';
import { mount } from '../mount.tsx';
import { openStage } from '../stage.ts';

mount(<App />);
openStage(sink, (text) => toast(text));
