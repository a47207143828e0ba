// The site's own script. It knows nothing of the library: `fetch` is what the tag has made of it.
const list = document.querySelector('#bread');

document.querySelector('#today').addEventListener('click', async () => {
  const response = await fetch('/api/bread');
  const bread = response.ok ? await response.json() : [];
  list.replaceChildren(
    ...bread.map((name) => {
      const item = document.createElement('li');
      item.textContent = name;
      return item;
    }),
  );
});

document.querySelector('#photos').addEventListener('click', () => {
  for (const image of document.querySelectorAll('img')) image.src = `${image.src.split('?')[0]}?${Date.now()}`;
});
