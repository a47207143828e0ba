import { useState } from 'react';
import { comment, comments, sending } from '../app/library.ts';
import { useStore } from './use-store.ts';

export function Comments() {
  const [text, setText] = useState('');
  const pending = useStore(sending);

  async function send(written: string) {
    setText('');
    // What was written is not lost, whatever happens to it on its way.
    if (!(await comment(written))) setText((since) => since || written);
  }

  return (
    <section aria-labelledby="comments-title">
      <h2 id="comments-title">Comments</h2>
      <form
        className="write"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') void send(text.trim());
        }}
      >
        <label htmlFor="text">Your comment</label>
        <div>
          <input
            id="text"
            maxLength={200}
            autoComplete="off"
            required
            value={text}
            onChange={({ target }) => setText(target.value)}
          />{' '}
          <button type="submit">Send</button>
        </div>
      </form>
      <ul className="comments">
        {pending.map((each) => (
          <li key={each} className="pending">
            {each} <em>Sending…</em>
          </li>
        ))}
        {useStore(comments).map((each) => (
          <li key={each.id}>{each.text}</li>
        ))}
      </ul>
    </section>
  );
}
