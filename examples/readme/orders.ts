// A call of the README.

// #region file
// src/orders.ts
import { steady } from './steady.ts';

export async function loadOrder(id: number) {
  const response = await steady(`/api/orders/${id}`);
  if (!response.ok) throw new Error(`No order: ${response.status}`);
  return response.json();
}
// #endregion file
