import { enqueueSnackbar } from 'notistack';
import * as wire from '../../../../examples/toasts/notistack.tsx';
import { mount } from '../mount.tsx';
import { openStage } from '../stage.ts';

mount(<wire.App />);
openStage(wire, (text) => enqueueSnackbar(text));
