package dev.evergrant.campaign.cluster;

/** Listens in on one connection of a link. Calls come from the link's two threads. */
interface Tap {
  /** On its way to the service. */
  void up(byte[] bytes, int length);

  /** From the service, before it is handed on. */
  void down(byte[] bytes, int length);

  /** All that came down so far has been handed on. */
  void handedOn();

  /** The connection is gone. */
  void closed();

  /** Hears nothing. */
  Tap DEAF =
      new Tap() {
        @Override
        public void up(byte[] bytes, int length) {}

        @Override
        public void down(byte[] bytes, int length) {}

        @Override
        public void handedOn() {}

        @Override
        public void closed() {}
      };
}
