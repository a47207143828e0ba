import fc from 'fast-check';

const SURROGATES = { from: 0xd800, count: 0x800 };

/** Any character, from every plane of Unicode. The library has the same as `binary`, and takes seconds to set that up. */
const anyCharacter = fc
  .integer({ min: 0, max: 0x10ffff - SURROGATES.count })
  .map((code) => String.fromCodePoint(code < SURROGATES.from ? code : code + SURROGATES.count));

export const anyText = (limits: { readonly maxLength?: number } = {}) => fc.string({ unit: anyCharacter, ...limits });
