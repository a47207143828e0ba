// The entry of the README for a page without a library.

// #region file
// src/main.ts
import './notices.ts';
import { loadOrder } from './orders.ts';

const order = await loadOrder(7);
document.body.append(order.name);
// #endregion file
