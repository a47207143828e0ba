import { enqueueSnackbar } from 'notistack';
import { App, sink } from '../../../../examples/toasts/notistack.tsx';
import { mount } from '../mount.tsx';
import { openStage } from '../stage.ts';

mount(<App />);
openStage(sink, (text) => enqueueSnackbar(text));
