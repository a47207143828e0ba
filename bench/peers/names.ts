/** As it is, without any library. */
export const BARE = 'bare fetch';
/** What the targets speak of. */
export const OURS = 'steadyfetch, shipped';
