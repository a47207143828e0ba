import { Toaster } from 'sonner';
import { current } from '../app/library.ts';
import { Comments } from './comments.tsx';
import { Films } from './films.tsx';
import { MyList } from './my-list.tsx';
import { Screen } from './screen.tsx';
import { useStore } from './use-store.ts';

export function App() {
  const film = useStore(current);
  return (
    <>
      <header className="bar">
        <span className="brand">
          <img src="/icon.svg" alt="" width="28" height="28" /> Steady TV
        </span>
        <nav aria-label="Versions of this page">
          <a href="/" aria-current="page">
            React
          </a>
          <a href="/plain.html">Plain</a>
        </nav>
      </header>
      <main>
        <Screen film={film} />
        <Films />
        <div className="columns">
          <MyList />
          <Comments />
        </div>
      </main>
      <Toaster position="bottom-left" theme="system" containerAriaLabel="Messages" />
    </>
  );
}
