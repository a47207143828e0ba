import { mount } from 'svelte';
import { Toaster, toast } from 'svelte-sonner';
import { sink } from '../../../../examples/toasts/svelte-sonner.ts';
import { openStage } from '../stage.ts';

mount(Toaster, { target: document.body });
openStage(sink, (text) => toast(text));
