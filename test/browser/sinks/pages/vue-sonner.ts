import { createApp } from 'vue';
import { Toaster, toast } from 'vue-sonner';
import * as wire from '../../../../examples/toasts/vue-sonner.ts';
import { openStage } from '../stage.ts';

createApp(Toaster).mount(document.body.appendChild(document.createElement('div')));
openStage(wire, (text) => toast(text));
