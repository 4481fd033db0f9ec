"""The rules of practice: no I/O, no SDK, no ORM and no clock of their own."""
