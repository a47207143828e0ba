import { toast } from 'sonner';
import { App, sink } from '../../../../examples/toasts/sonner.tsx';
import { mount } from '../mount.tsx';
import { openStage } from '../stage.ts';

mount(<App />);
openStage(sink, (text) => toast(text));
