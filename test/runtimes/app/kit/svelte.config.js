// The tests ask the built server itself: no adapter.
export default {};
