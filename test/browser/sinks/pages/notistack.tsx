import { enqueueSnackbar } from 'notistack';
import * as wire from '../../../../examples/toasts/notistack.tsx';
import { mount } from '../mount.tsx';
import { openHarness } from '../harness.ts';

mount(<wire.App />);
openHarness(wire, (text) => enqueueSnackbar(text));
