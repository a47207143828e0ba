import { createApp } from 'vue';
import { Toaster, toast } from 'vue-sonner';
import { sink } from '../../../../examples/toasts/vue-sonner.ts';
import { openStage } from '../stage.ts';

createApp(Toaster).mount(document.body.appendChild(document.createElement('div')));
openStage(sink, (text) => toast(text));
