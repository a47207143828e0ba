/**
 * Names that lead to loopback in every browser here. For a browser they are places far away: a page from `localhost` is trusted more
 * than others, and calls to it do not wait for a network.
 */
export const FAR_HOSTS = ['app.test', 'photos.test', 'music.test', 'films.test'] as const;
