import * as notistack from 'notistack';
import * as React from 'react';
import { toast as hotToast } from 'react-hot-toast';
import { toast as toastify } from 'react-toastify';
import { toast as sonner } from 'sonner';
import { toast as svelteSonner } from 'svelte-sonner';
import { describe, expectTypeOf, it } from 'vitest';
import { toast as vueSonner } from 'vue-sonner';
import type { NoticeSink } from '../../src/notices/index.ts';
import {
  type CreateElement,
  collectSink,
  consoleSink,
  type HotToast,
  type Notistack,
  notistackSink,
  reactHotToastSink,
  reactToastifySink,
  type SonnerToast,
  sonnerSink,
  type Toastify,
  viewStore,
} from '../../src/sinks/index.ts';

describe('what a sink takes, to TypeScript', () => {
  it('is what the libraries give', () => {
    expectTypeOf(sonner).toExtend<SonnerToast>();
    expectTypeOf(vueSonner).toExtend<SonnerToast>();
    expectTypeOf(svelteSonner).toExtend<SonnerToast>();
    expectTypeOf(hotToast).toExtend<HotToast>();
    expectTypeOf(toastify).toExtend<Toastify>();
    expectTypeOf(notistack).toExtend<Notistack>();
    expectTypeOf(notistack.useSnackbar).returns.toExtend<Notistack>();
    expectTypeOf(React.createElement).toExtend<CreateElement>();
    expectTypeOf(console).toExtend<Parameters<typeof consoleSink>[0]>();
  });

  it('needs no cast', () => {
    const sinks = (): NoticeSink[] => [
      sonnerSink(sonner),
      sonnerSink(sonner, React.createElement),
      sonnerSink(vueSonner),
      sonnerSink(svelteSonner),
      reactHotToastSink(hotToast, React.createElement),
      reactToastifySink(toastify, React.createElement),
      notistackSink(notistack, React.createElement),
      consoleSink(),
      collectSink(),
      viewStore(),
    ];
    void sinks;
  });

  it('is no other library', () => {
    const sinks = (): NoticeSink[] => [
      // @ts-expect-error it has no update, and others use `dismiss` with its id
      sonnerSink(hotToast),
      // @ts-expect-error it has no `dismiss`
      reactHotToastSink(notistack, React.createElement),
      // @ts-expect-error it cannot enqueue
      notistackSink(sonner, React.createElement),
      // @ts-expect-error it cannot be called
      consoleSink({ log: () => {} }),
    ];
    void sinks;
  });
});
