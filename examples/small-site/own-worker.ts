// A site that has a service worker of its own calls one function in it.

// #region worker
import { serveSteadily } from 'steadyfetch/service-worker';

serveSteadily({ label: 'Shop' });
// #endregion worker
