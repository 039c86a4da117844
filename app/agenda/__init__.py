"""The agenda: what happens when and where, from the dataset's seed and from what editors and feeds have added.

``event``       what an event is, and one of its occurrences
``recurrence``  from a rule to the days on which something happens
``book``        all events of a region at one moment, merged: the seed, and over it what is kept in SQL
``agenda``      the book that is in force now
``reading``     files and pages of others → drafts; ``checking``: drafts → events, or the reason why not
``importing``   many at once, all or nothing, with a report
``fetching``    feeds from the web, within bounds
``desk``        what an editor does to one event
``calendar``    events as iCalendar; ``presenting``: as GeoJSON, as schema.org, in words
``api``, ``pages`` what the web shows of it
"""
