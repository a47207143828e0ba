import type { World } from '../world.ts';
import { CHANCE, SHARED } from './chance.ts';
import { HINTS } from './hints.ts';
import { mixOf } from './mix.ts';
import { ORIGINS } from './origins.ts';
import { OUTAGES } from './outages.ts';
import { PRESSURE } from './pressure.ts';
import { REQUESTS } from './requests.ts';
import { ROUTES } from './routes.ts';
import { SLOW } from './slow.ts';

const EVERYDAY: readonly World[] = [
  ...ROUTES,
  ...REQUESTS,
  ...PRESSURE,
  ...ORIGINS,
  ...SLOW,
  ...HINTS,
  ...CHANCE,
  ...SHARED,
];

export const WORLDS: readonly World[] = [...EVERYDAY, mixOf(EVERYDAY.filter(({ isPart }) => isPart)), ...OUTAGES];
