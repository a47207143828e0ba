import { toast } from 'sonner';
import * as wire from '../../../../examples/toasts/sonner.tsx';
import { mount } from '../mount.tsx';
import { openStage } from '../stage.ts';

mount(<wire.App />);
openStage(wire, (text) => toast(text));
