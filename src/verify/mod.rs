//! An independent checker of schedules. It shares no code with the engine.
