import { mount } from 'svelte';
import { Toaster, toast } from 'svelte-sonner';
import * as wire from '../../../../examples/toasts/svelte-sonner.ts';
import { openHarness } from '../harness.ts';

mount(Toaster, { target: document.body });
openHarness(wire, (text) => toast(text));
