export const en = { 'region.label': 'Connection messages' } as const;
