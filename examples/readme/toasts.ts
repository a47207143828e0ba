// The notices of the README, as toasts of sonner.

// #region file
// src/toasts.ts
import { createElement } from 'react';
import { toast } from 'sonner';
import { createNotices } from 'steadyfetch/notices';
import { sonnerSink } from 'steadyfetch/sinks';
import { steady } from './steady.ts';

const notices = createNotices(steady, { label: () => 'Orders' });
notices.connect(sonnerSink(toast, createElement, notices));
// #endregion file
