import { createApp } from 'vue';
import { Toaster, toast } from 'vue-sonner';
import * as wire from '../../../../examples/toasts/vue-sonner.ts';
import { openHarness } from '../harness.ts';

createApp(Toaster).mount(document.body.appendChild(document.createElement('div')));
openHarness(wire, (text) => toast(text));
