// The notices of the README, without any library.

// #region file
// src/notices.ts
import { mountNotices } from 'steadyfetch/dom';
import { createNotices } from 'steadyfetch/notices';
import { steady } from './steady.ts';

mountNotices(createNotices(steady, { label: () => 'Orders' }));
// #endregion file
