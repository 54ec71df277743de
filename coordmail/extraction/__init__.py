"""From a message to facts: kind, fields, dates, people, actions, answers. Same mail, same directory, same facts."""
