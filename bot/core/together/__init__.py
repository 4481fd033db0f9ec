"""What a group does together beside practising: reminders, recaps, kudos and peers' reviews."""
