import { useState } from 'react';
import { comment, comments, type Draft, drafts } from '../app/library.ts';
import { useStore } from './use-store.ts';

export function Comments() {
  const [text, setText] = useState('');

  return (
    <section aria-labelledby="comments-title">
      <h2 id="comments-title">Comments</h2>
      <form
        className="write"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') void comment(text.trim());
          setText('');
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
        {useStore(drafts).map((draft) => (
          <li key={draft.key} className="pending">
            {draft.text} {draft.state === 'sending' ? <em>Sending…</em> : <SendAgain draft={draft} />}
          </li>
        ))}
        {useStore(comments).map((each) => (
          <li key={each.id}>{each.text}</li>
        ))}
      </ul>
    </section>
  );
}

const SendAgain = ({ draft }: { draft: Draft }) => (
  <>
    <em>Not sent.</em>{' '}
    <button type="button" onClick={() => void comment(draft.text, draft.key)}>
      Send again
    </button>
  </>
);
