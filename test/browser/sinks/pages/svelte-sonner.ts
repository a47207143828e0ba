import { mount } from 'svelte';
import { Toaster, toast } from 'svelte-sonner';
import * as wire from '../../../../examples/toasts/svelte-sonner.ts';
import { openStage } from '../stage.ts';

mount(Toaster, { target: document.body });
openStage(wire, (text) => toast(text));
