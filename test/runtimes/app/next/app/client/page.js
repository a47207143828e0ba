'use client';

import { useEffect, useState } from 'react';
import { clients, shown } from '../../clients.js';
import { save } from './save.js';

const query = (name) => new URLSearchParams(location.search).get(name);

export default function Page() {
  const [read, setRead] = useState('');
  const [saved, setSaved] = useState('');
  useEffect(() => {
    void shown(clients.steady(query('read'))).then(setRead);
  }, []);
  return (
    <main>
      <p id="read">{read}</p>
      <p id="saved">{saved}</p>
      <button type="button" onClick={async () => setSaved(await save(query('save')))}>
        Save
      </button>
    </main>
  );
}
