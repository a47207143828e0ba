// The component of the README that shows the toasts.

// #region file
// src/App.tsx
import { useEffect, useState } from 'react';
import { Toaster } from 'sonner';
import { loadOrder } from './orders.ts';
import './toasts.ts';

export default function App() {
  const [order, setOrder] = useState<{ name: string }>();
  useEffect(() => void loadOrder(7).then(setOrder, console.error), []);
  return (
    <>
      <h1>{order?.name ?? 'Loading…'}</h1>
      <Toaster visibleToasts={5} />
    </>
  );
}
// #endregion file
