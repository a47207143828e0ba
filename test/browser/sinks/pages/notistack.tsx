import { enqueueSnackbar } from 'notistack';
import * as wire from '../../../../examples/toasts/notistack.tsx';
import { openHarness } from '../harness.ts';
import { mount } from '../mount.tsx';

mount(<wire.App />);
openHarness(wire, (text) => enqueueSnackbar(text));
